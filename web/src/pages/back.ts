import { Controller } from "../lib/controllers";

/** A link that goes back to the previous page of this site; where there is none, its address is followed. */
export class BackController extends Controller {
  connect(): void {
    this.element.addEventListener("click", (event) => {
      if (!document.referrer.startsWith(`${location.origin}/`) || history.length < 2) return;
      event.preventDefault();
      history.back();
    });
  }
}

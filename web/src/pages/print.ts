import { Controller } from "../lib/controllers";

/** « Imprimer »: hidden until a script can do it. */
export class PrintController extends Controller {
  connect(): void {
    this.element.hidden = false;
    this.element.addEventListener("click", () => window.print());
  }
}

import { Controller } from "../lib/controllers";

const LOOK_EVERY = 5_000;

/** What is hidden for `data-seconds` more seconds, then shown: the door of an appointment on a page left open. */
export class LaterController extends Controller {
  private timer: number | undefined;

  connect(): void {
    // By the clock and not by one long timer, which stands still while the computer sleeps.
    const at = Date.now() + Number(this.element.dataset.seconds) * 1000;
    const look = (): void => {
      if (Date.now() < at) return;
      this.element.hidden = false;
      this.disconnect();
    };
    this.timer = window.setInterval(look, LOOK_EVERY);
    look();
  }

  override disconnect(): void {
    window.clearInterval(this.timer);
  }
}

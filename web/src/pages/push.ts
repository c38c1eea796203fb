import { Controller } from "../lib/controllers";

/**
 * « Me prévenir sur cet appareil »: this browser rings its helper even when no page is open. What it needs of the
 * browser is fetched only on the page that has it. See webpush/device.html for its parts and its words.
 *
 * @example
 * <section data-ep-controller="push" data-key="{public key}" data-worker="/sw.js" data-subscribe="…" …>
 *   <div data-push-when="off" hidden><button data-push-do="on">…</button></div>
 *   <p role="status" data-push-status></p>
 * </section>
 */
export class PushController extends Controller {
  connect(): void {
    void import("./pushDevice").then(({ PushDevice }) => new PushDevice(this.element).start());
  }
}

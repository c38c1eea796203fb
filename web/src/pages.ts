/** Entry of every page: styles, small controllers, and what htmx leaves to us. */
import "./styles/index.css";
import { register, start } from "./lib/controllers";
import { BackController } from "./pages/back";
import { BellController } from "./pages/bell";
import { CopyController } from "./pages/copy";
import { ConfirmController, OpenDialogController } from "./pages/dialogs";
import { focusAfterSwap, focusAtLoad } from "./pages/focus";
import { LaterController } from "./pages/later";
import { LeftoversController } from "./pages/leftovers";
import { ListenController } from "./pages/listen";
import { PrintController } from "./pages/print";
import { PushController } from "./pages/push";
import { forgetOnDeparture, forgetWhatArrived, RememberController } from "./pages/remember";
import { guardForms } from "./pages/sendOnce";
import { tellTrouble } from "./pages/trouble";
import { WaitingController } from "./pages/waiting";

const [navigation] = performance.getEntriesByType("navigation");
const isReturn =
  navigation instanceof PerformanceNavigationTiming && ["back_forward", "reload"].includes(navigation.type);
forgetWhatArrived(document.body.hasAttribute("data-ep-error"), isReturn);

register("back", BackController);
register("bell", BellController);
register("confirm", ConfirmController);
register("copy", CopyController);
register("later", LaterController);
register("leftovers", LeftoversController);
register("listen", ListenController);
register("open-dialog", OpenDialogController);
register("print", PrintController);
register("push", PushController);
register("remember", RememberController);
register("waiting", WaitingController);
start();

guardForms();
forgetOnDeparture();
focusAtLoad();
focusAfterSwap();
tellTrouble();

/** Entry of the memo's editor and of the page that hides a part of a picture (replays/memo_edit.html, memo_picture.html). */
import "./styles/memo-edit.css";
import { register } from "./lib/controllers";
import { AutosaveController } from "./memo/autosave";
import { PictureController } from "./memo/picture";

register("autosave", AutosaveController);
register("memo-picture", PictureController);

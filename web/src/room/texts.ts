/** Every text the room says by itself; their French (or English) is in visits/room_texts.html. */
export const TEXT_KEYS = [
  "connecting",
  "reconnecting",
  "waiting",
  "away",
  "linking",
  "unreachable",
  "together",
  "unreachable_help",
  "you",
  "present",
  "absent",
  "mic_on",
  "mic_off",
  "shows_screen",
  "hand_see",
  "hand_point",
  "hand_act",
  "hand_asks_point",
  "hand_asks_act",
  "hand_let",
  "hand_given",
  "hand_refused",
  "hand_taken",
  "not_sent",
  "share_cancelled",
  "share_impossible",
  "share_no_answer",
  "share_stopped",
  "voice_refused",
  "voice_missing",
  "voice_busy",
  "voice_no_answer",
  "voice_unplugged",
  "sound_blocked",
  "sound_allow",
  "chat_title",
  "chat_unread",
  "chat_you",
  "chat_pending",
  "chat_retry",
  "film_waiting",
  "film_declined",
  "film_withdrawn",
  "film_silenced",
  "film_go_on",
  "film_storing",
  "film_preparing",
  "film_stored",
  "film_ready",
  "film_failed",
  "film_lost",
  "film_not_able",
  "film_broken",
  "film_full",
  "film_stuck",
  "film_no_server",
  "film_card",
  "ending",
  "end_by_you",
  "end_by_other",
  "end_absence",
  "end_over",
  "end_refused",
  "end_trouble",
] as const;

export type TextKey = (typeof TEXT_KEYS)[number];

/** Says the text of a key, `{name}` and the like replaced. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Reads the texts in `template`. A text that is missing is empty; a test keeps page and list in step. */
export function textsOf(template: HTMLTemplateElement): Say {
  const texts = new Map<string, string>();
  for (const element of template.content.querySelectorAll<HTMLElement>("[data-text]")) {
    texts.set(element.dataset.text ?? "", element.textContent.trim());
  }
  return (key, values = {}) =>
    (texts.get(key) ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

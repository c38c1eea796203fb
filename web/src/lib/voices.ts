/** The language of the page, as voices are named: « fr-FR ». */
export function pageLanguage(): string {
  const language = document.documentElement.lang || "fr";
  return language.startsWith("fr") ? "fr-FR" : language;
}

/**
 * The voice that speaks `language` best: of that very country, else of the language. Only voices of this computer:
 * the others send what is read to their maker.
 */
export function voiceFor(
  language: string,
  installed: readonly SpeechSynthesisVoice[],
): SpeechSynthesisVoice | undefined {
  const voices = installed.filter(({ localService }) => localService);
  const exact = voices.find((voice) => voice.lang.replace("_", "-") === language);
  return exact ?? voices.find((voice) => voice.lang.startsWith(language.slice(0, 2)));
}

/** `text` in the language of the page, a little slower than people speak. */
export function utteranceOf(text: string): SpeechSynthesisUtterance {
  const utterance = new SpeechSynthesisUtterance(text);
  const voice = voiceFor(pageLanguage(), speechSynthesis.getVoices());
  utterance.lang = pageLanguage();
  utterance.rate = 0.95;
  if (voice !== undefined) utterance.voice = voice;
  return utterance;
}

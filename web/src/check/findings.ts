/** `ok`: works; `failed`: the words say what to do; `off`: does not work here, and that is no fault. */
export type Result = "ok" | "failed" | "off";

/**
 * What each check may find. The words for a person are in visits/check.html, under the same names; a test keeps
 * them in step.
 */
export const FINDINGS = {
  network: {
    fast: "ok",
    fair: "ok",
    slow: "ok",
    offline: "failed",
    blocked: "failed",
    cut: "failed",
    too_many: "failed",
    trouble: "failed",
  },
  relay: {
    works: "ok",
    none: "off",
    unreachable: "failed",
    no_server: "failed",
    too_many: "failed",
    unsupported: "failed",
    trouble: "failed",
  },
  microphone: {
    heard: "ok",
    silent: "failed",
    refused: "failed",
    missing: "failed",
    busy: "failed",
    no_answer: "failed",
    trouble: "failed",
  },
  speaker: { heard: "ok", unheard: "failed", blocked: "failed", trouble: "failed" },
  screen: {
    shown: "ok",
    impossible: "off",
    cancelled: "failed",
    broken: "failed",
    no_answer: "failed",
    click: "failed",
    trouble: "failed",
  },
} as const satisfies Record<string, Record<string, Result>>;

export type CheckName = keyof typeof FINDINGS;
/** For several checks: what any of them may find. */
export type Finding<N extends CheckName> = N extends CheckName ? keyof (typeof FINDINGS)[N] & string : never;

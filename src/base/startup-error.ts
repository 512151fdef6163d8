/**
 * A setting, or its target, is wrong, and a restart does not help: an operator must change it. The
 * message is one sentence with the remedy, shown without a stack.
 */
export class MisconfiguredError extends Error {}

/**
 * Something that gramd needs is unavailable now; a later start may succeed. The message is one
 * sentence with the remedy.
 */
export class UnavailableError extends Error {}

/**
 * Exit codes of `sysexits.h`: a service manager does not restart a misconfigured program
 * (`RestartPreventExitStatus`).
 */
export const EXIT_CODES = { misconfigured: 78, unavailable: 69 } as const

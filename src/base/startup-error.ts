/**
 * A setting, or what it points to, is wrong, and a restart does not help: an operator has to change it. The message is one
 * sentence with the remedy, shown without a stack.
 */
export class MisconfiguredError extends Error {}

/** Something that gramd needs is unavailable now; a later start may succeed. The message is one sentence with the remedy. */
export class UnavailableError extends Error {}

/** Of `sysexits.h`: a service manager does not start what is misconfigured again (`RestartPreventExitStatus`). */
export const EXIT_CODES = { misconfigured: 78, unavailable: 69 } as const

/** What was typed makes no request; its text is fit to show. */
export class UsageError extends Error {}

/** The command line is faulty; the text is fit to show. */
export class UsageError extends Error {}

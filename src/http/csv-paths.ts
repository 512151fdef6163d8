const CSV_PATHS: ReadonlySet<string> = new Set(['/api/blogs/import'])

/** Whether the body of requests to a path is a CSV file, which its route reads. */
export const takesCsv = (path: string): boolean => CSV_PATHS.has(path)

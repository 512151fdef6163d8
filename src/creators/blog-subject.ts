const PREFIX = 'blog:'

/** The subject of tasks that are about a blog. */
export const blogSubject = (blogId: string): string => `${PREFIX}${blogId}`

/** The blog that a subject names, or null when it names something else. */
export const blogOf = (subject: string | null): string | null =>
  subject?.startsWith(PREFIX) ? subject.slice(PREFIX.length) : null

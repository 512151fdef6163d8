// Run by bin/gramd. A file instead of Node's option --import, because that reads a path as a URL: a
// folder may have any characters in its name.
await import('../src/preflight.js')
await import('../src/main.ts')

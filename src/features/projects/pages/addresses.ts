import type { Context } from './kit.ts'

/** The version that the address names, as `v3`. */
export const versionParams = ({ param }: Context) => ({
  id: param('id'),
  version: param('version'),
})

/** Returns the address of a project below /console. */
export const projectPath = ({ param }: Context): string =>
  `/projects/${encodeURIComponent(param('id'))}`

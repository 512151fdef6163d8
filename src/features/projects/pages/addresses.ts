import type { Context } from './kit.ts'

/** The version that the address names, as `v3`. */
export const versionParams = ({ param }: Context) => ({
  id: param('id'),
  version: param('version'),
})

/** Below /console. */
export const projectPath = ({ param }: Context): string =>
  `/projects/${encodeURIComponent(param('id'))}`

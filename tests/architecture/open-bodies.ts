import { limitOf } from '../../src/http/body/declare.ts'
import type { Router } from '../../src/http/router.ts'

/** What anybody may send without a signature. */
const MAX_OPEN_BYTES = 64 * 1024
/** What has to come with a header in the form of a signature. */
const MAX_SIGNED_BYTES = 1.5 * 1024 * 1024

/** Routes that take a stranger's body without a small limit of their own. One sentence each. */
export function openBodyProblems(app: Router): string[] {
  const checked = app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const { method, path, request, security } = definition.route
    const isSigned = security?.length === 0
    const isOpen = security?.some((each) => Object.keys(each).length === 0) ?? false
    if (!request?.body || (!isSigned && !isOpen)) return []
    const limit = limitOf(request.body)
    const most = isSigned ? MAX_SIGNED_BYTES : MAX_OPEN_BYTES
    const isSmall = limit?.isOwn === true && limit.maxBytes <= most
    return [isSmall ? null : `${method.toUpperCase()} ${path} takes a large body from anybody`]
  })
  if (checked.length === 0) throw new Error('no route takes a body from anybody: wrong app?')
  return checked.filter((problem) => problem !== null)
}

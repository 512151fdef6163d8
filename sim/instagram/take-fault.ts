import type { EndpointClass } from './endpoint-class.ts'
import type { ActiveFault } from './faults.ts'

/**
 * The fault of a request to this endpoint class, counted as used; null for none. A login meets only
 * faults that name its class.
 */
export function takeFault<Kind>(
  faults: ActiveFault<Kind>[],
  endpointClass: EndpointClass,
): Kind | null {
  const fault = faults.find((each) => {
    const isMeant = each.endpoints?.includes(endpointClass) ?? endpointClass !== 'login'
    if (isMeant && each.skip > 0) {
      each.skip -= 1
      return false
    }
    return isMeant
  })
  if (!fault) return null
  if (fault.left !== null) {
    fault.left -= 1
    if (fault.left <= 0) faults.splice(faults.indexOf(fault), 1)
  }
  return fault.kind
}

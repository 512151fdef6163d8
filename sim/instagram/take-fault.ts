import type { EndpointClass } from './endpoints/route.ts'
import type { ActiveFault } from './faults.ts'

/**
 * The fault that a request to this class of endpoint meets, counted as met; null when there is none. A login meets only
 * what was meant for it by name.
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

// Makes elements of what gramd has answered: the policy of pages allows it here alone.

/**
 * @typedef {{ createHTML(text: string): string, createScriptURL(url: string): string }} Policy
 */

const { trustedTypes } =
  /** @type {{ trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }} */ (
    /** @type {unknown} */ (globalThis)
  )
export const policy = trustedTypes?.createPolicy('gramd', {
  createHTML: (text) => text,
  createScriptURL: (url) => url,
})

/** @param {string} text */
export const parse = (text) =>
  new DOMParser().parseFromString(policy?.createHTML(text) ?? text, 'text/html')

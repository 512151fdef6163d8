import { z } from 'zod'

/**
 * A function or class of a peer; peers are loaded at run time because the root does not install
 * them.
 */
export const callable = <F>() => z.custom<F>((value) => typeof value === 'function', 'not exported')

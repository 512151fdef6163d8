import { z } from 'zod'

/** A function or class of a peer, which is loaded at run time because the root does not install it. */
export const callable = <F>() => z.custom<F>((value) => typeof value === 'function', 'not exported')

import type { Shipped } from '../shipped.ts'

/** What an attack found: a figure beside its bound, and whether gramd held. */
export type Finding = { attack: string; measured: string; bound: string; holds: boolean }

/** An attack on gramd as shipped, by the item of its subject. */
export type Attack = { name: string; run(shipped: Shipped): Promise<Finding[]> }

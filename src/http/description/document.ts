import type { Router } from '../router.ts'

export type Document = ReturnType<Router['getOpenAPI31Document']>

export type Method = (typeof METHODS)[number]

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

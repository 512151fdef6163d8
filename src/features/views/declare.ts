import type { Declaration } from '../declaration.ts'

export const viewsDeclaration = { name: 'views' } as const satisfies Declaration

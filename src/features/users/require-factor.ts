import { ROLE_NAMES, type Role } from '../../base/roles.ts'

export type RequireFactor = {
  requireTotp?: 'admin' | 'all' | 'none' | undefined
  publicUrl?: string | undefined
}

/** The roles whose users need a second factor: of admins, whose console is reached by https. */
export function enrollingRoles({ requireTotp, publicUrl }: RequireFactor): readonly Role[] {
  const required = requireTotp ?? (publicUrl?.startsWith('https:') ? 'admin' : 'none')
  return required === 'all' ? ROLE_NAMES : required === 'admin' ? ['admin'] : []
}

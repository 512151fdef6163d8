import { auditPage } from './audit/index.ts'
import { profilePage } from './profile/index.ts'
import { signInPage } from './sign-in/index.ts'
import { tokensPage } from './tokens/index.ts'
import { usersPage } from './users/index.ts'

export const usersPages = [usersPage, tokensPage, auditPage, profilePage, signInPage]

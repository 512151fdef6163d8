export { UserReference } from './user-reference.ts'
export { createPasswords, type Passwords } from './passwords/hash-passwords.ts'
export { clearAttempts, countAttempt, takeBackAttempt } from './throttle/count-attempts.ts'
export { addressSubject, type Subject } from './throttle/subjects.ts'

import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'

/**
 * Loads settings from a file .env in the working folder, if any; the environment takes precedence.
 * Node's own option prints a line when there is no file, which would precede every answer and be in
 * the log.
 */
export function loadSettingsFile(): void {
  if (existsSync('.env')) loadEnvFile('.env')
}

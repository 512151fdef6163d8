// Loaded before gramd by the npm scripts: settings of a file .env in the working folder, where there is one. Node's own
// option for it prints a line wherever there is none, which would stand in front of every answer and in the log.
import { existsSync } from 'node:fs'
import { loadEnvFile } from 'node:process'

if (existsSync('.env')) loadEnvFile('.env')

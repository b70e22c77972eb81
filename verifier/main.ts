#!/usr/bin/env node
import { runVerifier } from './program.ts'

process.exitCode = await runVerifier(process.argv.slice(2), process)

import { Timestamp, z } from '../../http/router.ts'
import { DIAGNOSES, type DiagnosisCode } from './diagnosis.ts'

const codes = Object.keys(DIAGNOSES) as [DiagnosisCode, ...DiagnosisCode[]]

export const Diagnosis = z
  .object({
    code: z.enum(codes).openapi({ description: 'For programs; codes never change' }),
    retry_helps: z.boolean().openapi({ description: 'Whether a retry may succeed now' }),
    until: Timestamp.nullable().openapi({ description: 'When it may, if that is known' }),
    message: z.string(),
  })
  .openapi('TaskDiagnosis')

export { jobId, notifyField, notifyText } from './job-view.ts'
export { addToJobsOf, startJob } from './store/jobs.ts'

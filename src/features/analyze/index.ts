export { AIInsights } from './insights.ts'
export { insightsOf } from './store/insights.ts'

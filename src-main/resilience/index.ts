export { Deadline, type DeadlineCode } from './deadline.ts'

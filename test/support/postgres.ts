export { type PrivatePostgres, startPostgres } from '../../simulator/bench/private-postgres.ts'

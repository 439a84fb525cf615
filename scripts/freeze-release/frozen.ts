// What a frozen release exports: what a program with jobs on PostgreSQL needs.
export { createJobs, defineJob, fixed, requires } from '@nightshift/core';
export { postgresStore } from '@nightshift/adapters-postgres';

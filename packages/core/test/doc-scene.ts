import { type Batch, type Job, type JobContext, type Jobs } from '@nightshift/core';
import { defineJob } from '@nightshift/core';
import { z } from 'zod';

// What the examples in this package's doc comments speak of without declaring it.

interface Transaction {
  query(sql: string, values: unknown[]): Promise<void>;
}

interface User {
  id: number;
}

interface Mailer {
  send(to: string): Promise<void>;
}

import type { Job } from '@nightshift/core';

// What the examples in this package's doc comments speak of without declaring it.

type Takes<Input> = { input: Input; parsed: Input; output: void; services: object; results: object; tx: never };

export declare const sendMail: Job<'send-mail', Takes<{ to: string }>>;

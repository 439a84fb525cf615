import { renewLeases } from '@nightshift/core/threads';
import { workerData } from 'node:worker_threads';
import { openConnection, type RenewalThreadData } from './thread-connection.js';

// The entry of the thread that renews leases while the host's event loop is blocked.
renewLeases(() => openConnection(workerData as RenewalThreadData));

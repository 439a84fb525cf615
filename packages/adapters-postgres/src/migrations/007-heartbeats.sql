-- What a worker says of itself beyond its slots. A process of the build before knows none of it: its beats leave the defaults,
-- which say just that.
alter table __SCHEMA__.worker
  add column version text,
  add column allowance int,
  add column runs json not null default '[]',
  add column event_loop_delay_ms float8,
  add column draining boolean not null default false;

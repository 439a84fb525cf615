-- The move that the store is part of: one row at most.
create table __SCHEMA__.move (
  id uuid not null,
  role text not null check (role in ('source', 'target')),
  state text not null check (state in ('under-way', 'done')),
  peer text not null,
  -- For a target: where the import of each kind of record goes on.
  cursors json not null default '{}',
  begun_at timestamptz not null default statement_timestamp(),
  only_one boolean primary key default true check (only_one)
);

-- What changes in a store that is sealed raises this error, whoever has it open; the adapter knows it by its code.
create function __SCHEMA__.refuse_moved() returns trigger language plpgsql as $$
begin
  raise exception '%', (select json_build_object('moveId', id, 'role', role, 'state', state, 'peer', peer) from __SCHEMA__.move)
    using errcode = 'NS001';
end
$$;

-- Puts the seal on every table that workers and clients write, or takes it off.
create function __SCHEMA__.set_seal(sealed boolean) returns void language plpgsql as $$
declare
  tables constant text[] := array['run', 'run_history', 'run_dependency', 'run_log', 'schedule', 'job_state', 'pause',
                                  'limit_window', 'limit_turn', 'worker'];
  name text;
begin
  foreach name in array tables loop
    execute format('drop trigger if exists sealed on __SCHEMA__.%I', name);
    if sealed then
      execute format(
        'create trigger sealed before insert or update or delete on __SCHEMA__.%I for each statement execute function __SCHEMA__.refuse_moved()',
        name
      );
    end if;
  end loop;
end
$$;

-- Seals the store for a move, unless somebody works on it. The lock waits for writes under way and keeps later ones out
-- until the seal is on.
create function __SCHEMA__.seal_for(move_id uuid, move_peer text, moment timestamptz) returns json language plpgsql as $$
declare
  known __SCHEMA__.move;
  running int;
  until timestamptz;
begin
  lock table __SCHEMA__.worker, __SCHEMA__.run, __SCHEMA__.run_history, __SCHEMA__.run_dependency in share row exclusive mode;
  select * into known from __SCHEMA__.move;
  if found then
    return json_build_object('sealed', known.id = move_id and known.role = 'source', 'why', 'moved');
  end if;
  if exists (select from __SCHEMA__.worker where expires_at > moment) then
    return json_build_object('sealed', false, 'why', 'workers');
  end if;
  select count(*), max(lease_expires_at) into running, until from __SCHEMA__.run where state = 'running';
  if running > 0 then
    return json_build_object(
      'sealed', false, 'why', 'running', 'runs', running,
      'untilMs', greatest(0, ceil(extract(epoch from until - moment) * 1000))
    );
  end if;
  insert into __SCHEMA__.move (id, role, state, peer) values (move_id, 'source', 'under-way', move_peer);
  perform __SCHEMA__.set_seal(true);
  return json_build_object('sealed', true);
end
$$;

-- Marks an empty store as the target of a move.
create function __SCHEMA__.receive_for(move_id uuid, move_peer text, moment timestamptz) returns json language plpgsql as $$
declare
  known __SCHEMA__.move;
begin
  lock table __SCHEMA__.worker, __SCHEMA__.run in share row exclusive mode;
  select * into known from __SCHEMA__.move;
  if found then
    return json_build_object('ready', known.id = move_id and known.role = 'target', 'why', 'moved');
  end if;
  if exists (select from __SCHEMA__.worker where expires_at > moment) then
    return json_build_object('ready', false, 'why', 'workers');
  end if;
  if exists (select from __SCHEMA__.run) or exists (select from __SCHEMA__.run_history)
     or exists (select from __SCHEMA__.schedule) or exists (select from __SCHEMA__.job_state)
     or exists (select from __SCHEMA__.pause) then
    return json_build_object('ready', false, 'why', 'not-empty');
  end if;
  insert into __SCHEMA__.move (id, role, state, peer) values (move_id, 'target', 'under-way', move_peer);
  return json_build_object('ready', true);
end
$$;

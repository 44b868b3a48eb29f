package store

import (
	"context"
	"database/sql"

	"assay/evidence"
)

// crewClass is the first half of the advisory locks by which workers show that
// they live; the second is the hash of the worker's id.
const crewClass = 0x61737379 // "assy"

// Present shows other workers that the worker id lives, until release is called
// or the process or its connection dies: PostgreSQL then drops the lock at
// once. PostgreSQL only. gone reports a lost connection.
func (db *DB) Present(ctx context.Context, id string) (gone func(context.Context) error, release func(), err error) {
	if !db.address.postgres {
		return nil, nil, evidence.Errorf(evidence.Unsupported, "several workers need a PostgreSQL store")
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, nil, failed(err, "connect")
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1, hashtext($2))`, crewClass, id); err != nil {
		conn.Close()
		return nil, nil, failed(err, "lock")
	}
	return func(ctx context.Context) error { return conn.PingContext(ctx) }, func() {
		conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1, hashtext($2))`, crewClass, id)
		conn.Close()
	}, nil
}

// RescueJobs makes the jobs of workers that died available again, and gives
// their number.
func (db *DB) RescueJobs(ctx context.Context) (int, error) {
	var n int64
	res, err := db.write.ExecContext(ctx, `UPDATE river_job j SET state = 'available', scheduled_at = now()
		WHERE j.state = 'running' AND NOT EXISTS (SELECT 1 FROM pg_locks l
			WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1::bigint
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
			AND l.objid::bigint = hashtext(j.attempted_by[array_upper(j.attempted_by, 1)])::bigint & 4294967295)`, crewClass)
	if err == nil {
		n, err = res.RowsAffected()
	}
	return int(n), failed(err, "rescue jobs")
}

// Crew counts the workers that live and the jobs by state; empty on SQLite.
func (db *DB) Crew(ctx context.Context) (workers int, jobs map[string]int, err error) {
	jobs = map[string]int{}
	if !db.address.postgres {
		return 0, jobs, nil
	}
	err = db.read.QueryRowContext(ctx, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
		AND classid = $1::bigint AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, crewClass).Scan(&workers)
	if err != nil {
		return 0, jobs, failed(err, "count workers")
	}
	if ok, err := db.hasTables(ctx, db.read, `= 'river_job'`); err != nil || !ok {
		return workers, jobs, failed(err, "look for jobs")
	}
	err = db.each(ctx, `SELECT state::text, count(*) FROM river_job GROUP BY state ORDER BY state`, func(rows *sql.Rows) error {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return err
		}
		jobs[state] = n
		return nil
	})
	return workers, jobs, err
}

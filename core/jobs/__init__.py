"""Entry points of worker processes. Each module has `main(job_id, home)`: one job inside `core.runs.work.Work`.

`core.jobs.spare` calls it in a process that is warm; `python -m core.jobs.train JOB_ID --home DIR` does
a waiting job by hand. A process serves one run, or as many as the supervisor was told by `--runs`.
"""

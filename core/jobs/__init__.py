"""Entry points of worker processes: `python -m core.jobs.<kind> JOB_ID --home DIR`.

Each has `main(job_id, home)`, which does one job inside `core.runs.work.Work`; the spare worker calls
the same `main` in a process that has imported TensorFlow already. A process does one job.
"""

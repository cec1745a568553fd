const pollMs = 500;

/**
 * Stops this process, as SIGTERM does, when the one that started it is gone however it ended: the launcher that changed
 * over to Node 24, or npm.
 */
export function endWithParent() {
  const stop = () => process.kill(process.pid, 'SIGTERM');
  if (process.channel) {
    process.once('disconnect', stop);
    process.channel.unref();
  } else if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    const poll = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(poll);
      stop();
    }, pollMs);
    poll.unref();
  }
}

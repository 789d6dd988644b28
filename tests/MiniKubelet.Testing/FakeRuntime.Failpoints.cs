using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    private readonly List<string> _calls = [];
    private readonly Dictionary<RuntimeVerb, int> _counts = [];
    private readonly List<Failpoint> _failpoints = [];
    private bool _loseEvents;

    /// <summary>The calls that acted, in order: <c>StartContainer web/app#0</c>. Reading calls are only counted.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>While set, nothing that happens is told to the watchers.</summary>
    public bool LoseEvents
    {
        get => _loseEvents;
        set => _loseEvents = value;
    }

    /// <summary>How often a call was made.</summary>
    public int CountOf(RuntimeVerb verb)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(verb);
        }
    }

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls()
    {
        lock (_lock)
        {
            _calls.Clear();
            _counts.Clear();
        }
    }

    /// <summary>The next so many calls of this verb (about a subject with this text in its name) fail and change nothing.</summary>
    public void Fail(RuntimeVerb verb, RuntimeErrorKind kind, int times = 1, string about = "") => Add(new Failpoint(
        verb, about, times, Before: subject => throw new RuntimeException(kind, subject, $"{verb} fails as the test says")));

    /// <summary>
    /// Kills the daemon at the next call of this verb, before anything is done: the call never returns, as for a process that is
    /// gone. The task ends when it has happened; the test then drops the daemon and starts another on the same runtime.
    /// </summary>
    public Task CrashBefore(RuntimeVerb verb, string about = "")
    {
        var point = new Failpoint(verb, about, 1, DiesBefore: new TaskCompletionSource());
        Add(point);
        return point.DiesBefore!.Task;
    }

    /// <summary>As <see cref="CrashBefore"/>, but the call is done; the daemon only does not learn of it.</summary>
    public Task CrashAfter(RuntimeVerb verb, string about = "")
    {
        var point = new Failpoint(verb, about, 1, DiesAfter: new TaskCompletionSource());
        Add(point);
        return point.DiesAfter!.Task;
    }

    /// <summary>Calls of this verb hang until they are cancelled or the result is disposed.</summary>
    public IDisposable Hang(RuntimeVerb verb, string about = "")
    {
        var hang = new Failpoint(verb, about, int.MaxValue, Gate: new TaskCompletionSource());
        Add(hang);
        return new Release(this, hang);
    }

    private async Task<T> CallAsync<T>(RuntimeVerb verb, string subject, Func<T> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<Failpoint> hit;
        lock (_lock)
        {
            _counts[verb] = _counts.GetValueOrDefault(verb) + 1;
            if (IsActing(verb))
            {
                _calls.Add($"{verb} {subject}");
            }

            hit = _failpoints.Where(point => point.Verb == verb && subject.Contains(point.About, StringComparison.Ordinal)).ToList();
            hit.ForEach(point => point.Left--);
            _failpoints.RemoveAll(point => point.Left <= 0);
        }

        foreach (var point in hit)
        {
            await (point.Gate?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
            point.Before?.Invoke(subject);
            await DieAsync(point.DiesBefore);
        }

        var result = act();
        foreach (var point in hit)
        {
            await DieAsync(point.DiesAfter);
        }

        return result;
    }

    private async Task CallAsync(RuntimeVerb verb, string subject, Action act, CancellationToken cancellationToken) => await CallAsync(
        verb,
        subject,
        () =>
        {
            act();
            return true;
        },
        cancellationToken);

    private static bool IsActing(RuntimeVerb verb) => verb switch
    {
        RuntimeVerb.RunSandbox or RuntimeVerb.StopSandbox or RuntimeVerb.RemoveSandbox or RuntimeVerb.CreateContainer
            or RuntimeVerb.StartContainer or RuntimeVerb.StopContainer or RuntimeVerb.RemoveContainer or RuntimeVerb.Exec
            or RuntimeVerb.PullImage => true,
        RuntimeVerb.GetInfo or RuntimeVerb.GetImage or RuntimeVerb.ObservePod or RuntimeVerb.ObservePods
            or RuntimeVerb.WatchEvents or RuntimeVerb.ReadLogs => false,
    };

    private static Task DieAsync(TaskCompletionSource? death) =>
        death?.TrySetResult() == true ? new TaskCompletionSource().Task : Task.CompletedTask;

    private void Add(Failpoint failpoint)
    {
        lock (_lock)
        {
            _failpoints.Add(failpoint);
        }
    }

    private sealed record Failpoint(
        RuntimeVerb Verb,
        string About,
        int Times,
        Action<string>? Before = null,
        TaskCompletionSource? DiesBefore = null,
        TaskCompletionSource? DiesAfter = null,
        TaskCompletionSource? Gate = null)
    {
        public int Left { get; set; } = Times;
    }

    private sealed class Release(FakeRuntime runtime, Failpoint hang) : IDisposable
    {
        public void Dispose()
        {
            lock (runtime._lock)
            {
                runtime._failpoints.Remove(hang);
            }

            hang.Gate?.TrySetResult();
        }
    }
}

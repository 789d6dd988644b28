using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>A log to be shown when a test fails.</summary>
internal sealed class Journal : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public override string ToString() => string.Join("\n  ", _lines.Prepend(""));
}

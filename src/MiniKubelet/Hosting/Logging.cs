using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniKubelet.Hosting;

/// <summary>The daemon's log: standard error, one line an entry, with the journal's priorities under systemd.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(int verbosity)
    {
        var underSystemd = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };
        var level = verbosity >= 4 ? LogLevel.Debug : LogLevel.Information;
        return LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(level).AddFilter("Microsoft.AspNetCore", verbosity >= 5 ? LogLevel.Debug : LogLevel.Warning);
            if (underSystemd)
            {
                builder.AddSystemdConsole();
            }
            else
            {
                builder.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                    console.UseUtcTimestamp = true;
                    console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
                });
            }

            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        });
    }
}

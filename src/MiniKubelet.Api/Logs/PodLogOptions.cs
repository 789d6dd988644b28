using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api.Logs;

/// <summary>The query of a log request (v1 PodLogOptions), checked as the API server checks it.</summary>
/// <param name="Container">The container; null when not named.</param>
/// <param name="Previous">The instance before.</param>
/// <param name="Timestamps">Each line begins with its time.</param>
/// <param name="LimitBytes">End after so many bytes; null for no limit.</param>
/// <param name="Read">What the runtime is asked for.</param>
internal sealed record PodLogOptions(string? Container, bool Previous, bool Timestamps, long? LimitBytes, LogOptions Read)
{
    internal static PodLogOptions Parse(IQueryCollection query, DateTimeOffset now)
    {
        var container = query["container"].ToString();
        var sinceSeconds = Number(query, "sinceSeconds", least: 1);
        var since = sinceSeconds is { } seconds ? now.AddSeconds(-Math.Min(seconds, now.ToUnixTimeSeconds())) : (DateTimeOffset?)null;
        var sinceTime = query["sinceTime"].ToString();
        if (sinceTime.Length > 0)
        {
            if (since is not null)
            {
                throw Invalid("sinceTime", "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
            }

            since = DateTimeOffset.TryParse(sinceTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : throw StatusException.BadRequest($"sinceTime: expected a time such as 2006-01-02T15:04:05Z, found \"{sinceTime}\"");
        }

        return new(
            container.Length == 0 ? null : container,
            Flag(query, "previous"),
            Flag(query, "timestamps"),
            Number(query, "limitBytes", least: 1),
            new LogOptions(Flag(query, "follow"), Number(query, "tailLines", least: 0), since));
    }

    private static bool Flag(IQueryCollection query, string name) =>
        query.ContainsKey(name) && query[name].ToString() is not ("false" or "0");

    private static long? Number(IQueryCollection query, string name, long least)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw StatusException.BadRequest($"{name}: expected a whole number, found \"{text}\"");
        }

        return number >= least ? number : throw Invalid(name, $"Invalid value: {number}: must be greater than or equal to {least}");
    }

    private static StatusException Invalid(string field, string message) =>
        StatusException.Invalid("PodLogOptions", "", "", field, message);
}

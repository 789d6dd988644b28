using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;
using MiniKubelet.Kubernetes.Selectors;

namespace MiniKubelet.Api.Resources;

/// <summary>The query of get, list and watch (metav1.ListOptions), checked as the API server checks it.</summary>
internal sealed record ListOptions
{
    /// <summary>Only objects with such labels.</summary>
    internal LabelRequirements Labels { get; private init; } = LabelRequirements.Everything;

    /// <summary>Only objects with such fields.</summary>
    internal FieldRequirements Fields { get; private init; } = FieldRequirements.Everything;

    /// <summary>Null for the newest, 0 for any, else at least (or exactly, see <see cref="Exact"/>) this.</summary>
    internal long? ResourceVersion { get; private init; }

    /// <summary>The list of exactly this version is wanted.</summary>
    internal bool Exact { get; private init; }

    /// <summary>Stay and send changes.</summary>
    internal bool Watch { get; private init; }

    /// <summary>Send bookmarks now and then.</summary>
    internal bool AllowBookmarks { get; private init; }

    /// <summary>Begin a watch with all objects and a bookmark after them; null when not said.</summary>
    internal bool? SendInitialEvents { get; private init; }

    /// <summary>End the watch after this; null when not said.</summary>
    internal TimeSpan? Timeout { get; private init; }

    /// <summary>Reads the query. <c>limit</c> is not honoured: a server may always give the whole list.</summary>
    internal static ListOptions Parse(IQueryCollection query)
    {
        var match = query["resourceVersionMatch"].ToString();
        var options = new ListOptions
        {
            Labels = ParseSelector(query["labelSelector"].ToString(), LabelRequirements.Parse),
            Fields = ParseSelector(query["fieldSelector"].ToString(), FieldRequirements.Parse),
            ResourceVersion = ParseVersion(query["resourceVersion"].ToString()),
            Exact = match == "Exact",
            Watch = ParseFlag(query, "watch") ?? false,
            AllowBookmarks = ParseFlag(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = ParseFlag(query, "sendInitialEvents"),
            Timeout = ParseSeconds(query, "timeoutSeconds"),
        };
        options.Check(match, query["continue"].ToString());
        return options;
    }

    private void Check(string match, string continuation)
    {
        if (continuation.Length > 0)
        {
            throw StatusException.BadRequest("continue key is not valid: this server never gives one");
        }

        if (match is not ("" or "Exact" or "NotOlderThan"))
        {
            throw Invalid("resourceVersionMatch", $"Unsupported value: \"{match}\": supported values: \"Exact\", \"NotOlderThan\"");
        }

        if (Watch)
        {
            CheckWatch(match);
            return;
        }

        if (SendInitialEvents is not null)
        {
            throw Invalid("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for list");
        }

        if (match.Length > 0 && ResourceVersion is null)
        {
            throw Invalid("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (Exact && ResourceVersion == 0)
        {
            throw Invalid("resourceVersionMatch", "Forbidden: resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private void CheckWatch(string match)
    {
        if (match.Length > 0 && SendInitialEvents is null)
        {
            throw Invalid("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (SendInitialEvents is not null && match != "NotOlderThan")
        {
            throw Invalid("resourceVersionMatch", "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
    }

    private static T ParseSelector<T>(string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw StatusException.BadRequest(e.Message);
        }
    }

    private static long? ParseVersion(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Invalid("resourceVersion", $"Invalid value: \"{text}\": must be a whole number");
    }

    private static bool? ParseFlag(IQueryCollection query, string name) => query[name].ToString() switch
    {
        // A flag without a value is set (Go's conversion of query values to bool).
        "" => query.ContainsKey(name) ? true : null,
        "false" or "0" => false,
        _ => true,
    };

    private static TimeSpan? ParseSeconds(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw StatusException.BadRequest($"{name}: expected a number of seconds, found \"{text}\"");
    }

    private static StatusException Invalid(string field, string message) =>
        StatusException.Invalid("ListOptions", "meta.k8s.io", "", field, message);
}

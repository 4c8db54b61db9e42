-- Links out of this folder lead to files of the repository, which are no pages of the site. With DRYDOCK_FILES_URL, such as
-- https://gitlab.example/team/drydock/-/blob/main, they lead there; without it their text remains and no dead link.
local files_url = os.getenv("DRYDOCK_FILES_URL") or ""

function Link(link)
  local path = link.target:match("^%.%./(.*)$")
  if path == nil then
    return nil
  end
  if files_url == "" then
    return link.content
  end
  link.target = files_url:gsub("/+$", "") .. "/" .. path
  return link
end

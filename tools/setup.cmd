@echo off
rem Called by run.cmd and test.cmd with the purpose (run, test): finds a Python 3.11 to 3.14, then tools\set_up.py does the rest.
set "found="
for %%v in (3.13 3.12 3.14 3.11) do if not defined found py -%%v -c "import ensurepip, venv" >nul 2>nul && set "found=py -%%v"
if not defined found python -c "import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))" >nul 2>nul && set "found=python"
if not defined found (
    echo This computer has no Python 3.11 to 3.14. Install it from python.org or the Microsoft Store, then try again. 1>&2
    exit /b 1
)
%found% -I tools\set_up.py %1 1>&2
exit /b %errorlevel%
